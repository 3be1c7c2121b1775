// Records what a program asks of libpq, and asks the same again without the program: how much of its time is its own.
//
// With -DRECORD a library for LD_PRELOAD: each call that reaches a server is written to $REPLAY_FILE, in the order in which
// the program made it, results in the order in which it took them; where that is empty, they are timed and not written, as
// writing takes time. Without it a program: replay FILE PORT PASSWORD makes the same calls from one thread, on a fresh server
// at that port of 127.0.0.1; "postgres" logs in by that password, everybody else by the one that was recorded. Both print the
// seconds from the first call to the last.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

#ifdef RECORD

static FILE *file;
static int isTimed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static double first, last;

__attribute__((destructor)) static void finish(void) {
  if (file) fclose(file);
  if (isTimed) fprintf(stderr, "recorded: %.3f s\n", last - first);
}

// Only the program itself is recorded, none of its children.
__attribute__((constructor)) static void start(void) {
  const char *path = getenv("REPLAY_FILE");
  if (!path) return;
  isTimed = 1;
  file = *path ? fopen(path, "w") : NULL;
  unsetenv("REPLAY_FILE");
  unsetenv("LD_PRELOAD");
}

static void text(const char *value) {
  int length = value ? (int)strlen(value) : -1;
  fwrite(&length, sizeof length, 1, file);
  if (value) fwrite(value, 1, length, file);
}

static void number(int value) { fwrite(&value, sizeof value, 1, file); }

static int begin(char kind, const void *connection) {
  if (!isTimed) return 0;
  pthread_mutex_lock(&lock);
  // Until the server has started, nobody reaches it: what closes such an attempt is no call yet.
  if (!first && kind != 'L') return pthread_mutex_unlock(&lock), 0;
  last = now();
  if (!first) first = last;
  if (!file) return pthread_mutex_unlock(&lock), 0;
  fputc(kind, file);
  fwrite(&connection, sizeof connection, 1, file);
  return 1;
}

static void end(void) { pthread_mutex_unlock(&lock); }

// Looked up once: that takes as long as some calls do.
#define REAL(name)                                                                                                     \
  ({                                                                                                                   \
    static __typeof__(&name) real;                                                                                     \
    real ? real : (real = (__typeof__(&name))dlsym(RTLD_NEXT, #name));                                                 \
  })

PostgresPollingStatusType PQconnectPoll(PGconn *c) {
  PostgresPollingStatusType status = REAL(PQconnectPoll)(c);
  // Who finds no server, or is refused, asks nothing.
  if (status == PGRES_POLLING_OK && begin('L', c)) {
    PQconninfoOption *options = PQconninfo(c);
    int count = 0;
    for (PQconninfoOption *o = options; o->keyword; o++) count += o->val && *o->val;
    number(count);
    for (PQconninfoOption *o = options; o->keyword; o++)
      if (o->val && *o->val) text(o->keyword), text(o->val);
    PQconninfoFree(options);
    end();
  }
  return status;
}

void PQfinish(PGconn *c) {
  if (begin('F', c)) end();
  REAL(PQfinish)(c);
}

int PQsendQuery(PGconn *c, const char *sql) {
  if (begin('Q', c)) text(sql), end();
  return REAL(PQsendQuery)(c, sql);
}

int PQsendQueryParams(PGconn *c, const char *sql, int count, const Oid *types, const char *const *values,
                      const int *lengths, const int *formats, int format) {
  if (begin('P', c)) {
    text(sql), number(count);
    for (int i = 0; i < count; i++) text(values[i]);
    end();
  }
  return REAL(PQsendQueryParams)(c, sql, count, types, values, lengths, formats, format);
}

int PQsendPrepare(PGconn *c, const char *name, const char *sql, int count, const Oid *types) {
  if (begin('N', c)) text(name), text(sql), end();
  return REAL(PQsendPrepare)(c, name, sql, count, types);
}

int PQsendQueryPrepared(PGconn *c, const char *name, int count, const char *const *values, const int *lengths,
                        const int *formats, int format) {
  if (begin('E', c)) {
    text(name), number(count);
    for (int i = 0; i < count; i++) text(values[i]);
    end();
  }
  return REAL(PQsendQueryPrepared)(c, name, count, values, lengths, formats, format);
}

int PQpipelineSync(PGconn *c) {
  if (begin('S', c)) end();
  return REAL(PQpipelineSync)(c);
}

int PQenterPipelineMode(PGconn *c) {
  if (begin('+', c)) end();
  return REAL(PQenterPipelineMode)(c);
}

int PQexitPipelineMode(PGconn *c) {
  if (begin('-', c)) end();
  return REAL(PQexitPipelineMode)(c);
}

int PQputCopyData(PGconn *c, const char *data, int count) {
  if (begin('D', c)) {
    number(count), fwrite(data, 1, count, file);
    end();
  }
  return REAL(PQputCopyData)(c, data, count);
}

int PQputCopyEnd(PGconn *c, const char *message) {
  if (begin('Z', c)) text(message), end();
  return REAL(PQputCopyEnd)(c, message);
}

int PQgetCopyData(PGconn *c, char **buffer, int async) {
  int count = REAL(PQgetCopyData)(c, buffer, async);
  if (count != 0 && begin('C', c)) end();
  return count;
}

PGresult *PQgetResult(PGconn *c) {
  PGresult *result = REAL(PQgetResult)(c);
  if (begin('G', c)) number(result ? (int)PQresultStatus(result) : -1), end();
  return result;
}

#else

static FILE *file;

static void *bytes(size_t count) {
  char *value = malloc(count + 1);
  if (fread(value, 1, count, file) != count) exit(3);
  value[count] = 0;
  return value;
}

static int number(void) {
  int value;
  if (fread(&value, sizeof value, 1, file) != 1) exit(3);
  return value;
}

static char *text(void) {
  int length = number();
  return length < 0 ? NULL : bytes(length);
}

static struct { void *recorded; PGconn *own; } connections[4096];

static PGconn **own(void *recorded) {
  int i = 0;
  while (i < 4095 && connections[i].recorded != recorded && connections[i].recorded) i++;
  connections[i].recorded = recorded;
  return &connections[i].own;
}

// Sends all, and reads meanwhile, as a server that waits for us to read would take no more.
static void flush(PGconn *c) {
  while (PQflush(c) == 1) {
    struct pollfd p = {PQsocket(c), POLLIN | POLLOUT, 0};
    poll(&p, 1, -1);
    if (p.revents & POLLIN && !PQconsumeInput(c)) return;
  }
}

// Outside a pipeline nothing waits for company.
static void sent(PGconn *c) {
  if (PQpipelineStatus(c) == PQ_PIPELINE_OFF) flush(c);
}

static void await(PGconn *c) {
  struct pollfd p = {PQsocket(c), POLLIN, 0};
  poll(&p, 1, -1);
  PQconsumeInput(c);
}

int main(int count, char **arguments) {
  if (count != 4 || !(file = fopen(arguments[1], "r"))) return 2;
  double first = 0;
  long statements = 0, others = 0;
  int kind;
  while ((kind = fgetc(file)) != EOF) {
    void *recorded;
    if (fread(&recorded, sizeof recorded, 1, file) != 1) return 3;
    PGconn **place = own(recorded), *c = *place;
    if (!first) first = now();
    char *values[64], *a, *b;
    int n = 0;
    switch (kind) {
    case 'L': {
      int options = number(), isSuperuser = 0;
      const char *names[64] = {0}, *settings[64] = {0};
      for (int i = 0; i < options; i++) {
        names[i] = text(), settings[i] = text();
        if (!strcmp(names[i], "user")) isSuperuser = !strcmp(settings[i], "postgres");
        if (!strcmp(names[i], "port")) settings[i] = arguments[2];
      }
      for (int i = 0; i < options; i++)
        if (isSuperuser && !strcmp(names[i], "password")) settings[i] = arguments[3];
      if (c) PQfinish(c);
      c = *place = PQconnectdbParams(names, settings, 0);
      if (PQstatus(c) != CONNECTION_OK) {
        fprintf(stderr, "replay: %s", PQerrorMessage(c));
        return 1;
      }
      PQsetnonblocking(c, 1);
      break;
    }
    case 'F':
      if (c) PQfinish(c);
      *place = NULL;
      break;
    case 'Q': PQsendQuery(c, a = text()), free(a), sent(c), statements++; break;
    case 'P':
      a = text(), n = number();
      for (int i = 0; i < n; i++) values[i] = text();
      PQsendQueryParams(c, a, n, NULL, (const char *const *)values, NULL, NULL, 0);
      free(a), sent(c), statements++;
      break;
    case 'N': a = text(), b = text(), PQsendPrepare(c, a, b, 0, NULL), free(a), free(b), sent(c); break;
    case 'E':
      a = text(), n = number();
      for (int i = 0; i < n; i++) values[i] = text();
      PQsendQueryPrepared(c, a, n, (const char *const *)values, NULL, NULL, 0);
      free(a), sent(c), statements++;
      break;
    case 'S': PQpipelineSync(c), flush(c); break;
    case '+': PQenterPipelineMode(c); break;
    case '-': PQexitPipelineMode(c); break;
    case 'D': n = number(), a = bytes(n), PQputCopyData(c, a, n), free(a); break;
    case 'Z': PQputCopyEnd(c, a = text()), free(a); break;
    case 'C': {
      flush(c);
      int got;
      while (!(got = PQgetCopyData(c, &a, 1))) await(c);
      if (got > 0) PQfreemem(a);
      break;
    }
    case 'G': {
      flush(c);
      while (PQisBusy(c)) await(c);
      PGresult *result = PQgetResult(c);
      others += number() != (result ? (int)PQresultStatus(result) : -1);
      PQclear(result);
      break;
    }
    default: return 3;
    }
    for (int i = 0; i < n && (kind == 'P' || kind == 'E'); i++) free(values[i]);
  }
  printf("replayed: %.3f s, %ld statements, %ld results of another kind\n", now() - first, statements, others);
  return 0;
}

#endif
