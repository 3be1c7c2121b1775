#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stddef.h>

// The four operations that Bailiwick takes from libcrypto. Each returns 1, or 0 when libcrypto failed.

static inline int bailiwick_sha256(const void *bytes, size_t count, unsigned char out[32]) {
  unsigned int written = 0;
  return EVP_Digest(bytes, count, out, &written, EVP_sha256(), NULL) == 1 && written == 32;
}

static inline int bailiwick_random(unsigned char *out, int count) { return RAND_bytes(out, count) == 1; }

static inline int bailiwick_hmac_sha256(
    const void *key, int key_count, const unsigned char *message, size_t message_count, unsigned char out[32]) {
  unsigned int written = 0;
  return HMAC(EVP_sha256(), key, key_count, message, message_count, out, &written) != NULL && written == 32;
}

static inline int bailiwick_pbkdf2_sha256(
    const char *password, int password_count, const unsigned char *salt, int salt_count, int iterations,
    unsigned char out[32]) {
  return PKCS5_PBKDF2_HMAC(
             password, password_count, salt, salt_count, iterations, EVP_sha256(), 32, out) == 1;
}
