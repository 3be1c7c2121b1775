import Foundation
import Sandbox

/// A script named `cockroach` that takes the arguments of a throwaway node and starts a PostgreSQL with TLS in its place.
package struct FakeCockroach {
  private let place: URL
  /// The script.
  package let program: String

  package init() throws {
    place = FileManager.default.temporaryDirectory.appending(path: "bailiwick-fake-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    program = place.path + "/cockroach"
    let programs = try PostgresInstallation.find(major: 15).programs
    try Data(Self.script.replacing("PROGRAMS", with: programs).utf8).write(to: URL(filePath: program))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
  }

  package func remove() { try? FileManager.default.removeItem(at: place) }

  private static let script = #"""
    #!/bin/sh
    set -e
    sign() {
      openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$2.key" -out "$2.csr" 2>/dev/null
      openssl x509 -req -in "$2.csr" -CA "$certs/ca.crt" -CAkey "$key" -CAcreateserial -days 2 -out "$2.crt" 2>/dev/null
    }
    for word; do
      case $word in
        --certs-dir=*) certs=${word#*=} ;;
        --ca-key=*) key=${word#*=} ;;
        --listen-addr=*) port=${word##*:} ;;
      esac
    done
    [ "$(id -u)" = 0 ] && as="setpriv --reuid=nobody --regid=nogroup --clear-groups --" || as=
    case "$1 $2" in
      "version "*) echo "Build Tag: v25.4.2" ;;
      "cert create-ca") openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=authority -days 2 -keyout "$key" -out "$certs/ca.crt" 2>/dev/null ;;
      "cert create-node") sign node "$certs/node" ;;
      "cert create-client")
        sign "$3" "$certs/client.$3"
        # What takes long is done before the node starts, which is then one process, as the real one is.
        here=$(dirname "$certs")
        mkdir "$here/data" "$here/tls"
        cp "$certs/node.key" "$certs/node.crt" "$certs/ca.crt" "$here/tls"
        chmod 600 "$here/tls/node.key"
        if [ -n "$as" ]; then chmod 711 "$here"; chown -R nobody:nogroup "$here/data" "$here/tls"; fi
        $as PROGRAMS/initdb -D "$here/data" -U root -A trust --no-sync --no-instructions
        echo "hostssl all root 127.0.0.1/32 cert" >"$here/data/pg_hba.conf"
        echo "hostssl all all 127.0.0.1/32 scram-sha-256" >>"$here/data/pg_hba.conf"
        echo 'CREATE DATABASE defaultdb;' | $as PROGRAMS/postgres --single -D "$here/data" postgres
        ;;
      "start-single-node "*)
        here=$(dirname "$certs")
        exec $as PROGRAMS/postgres -D "$here/data" -c ssl=on -c ssl_cert_file="$here/tls/node.crt" \
          -c ssl_key_file="$here/tls/node.key" -c ssl_ca_file="$here/tls/ca.crt" -c listen_addresses=127.0.0.1 \
          -c port="$port" -c unix_socket_directories= -c fsync=off
        ;;
    esac
    """#
}
