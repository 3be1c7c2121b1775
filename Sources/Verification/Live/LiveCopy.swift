package import Database
import SQLSyntax
package import Sandbox
package import SchemaModel

/// A live database's schema in a sandbox of the same major, with its roles and without its rows and passwords.
package enum LiveCopy {
  /// Makes the copy and returns the superuser's way into it.
  package static func make(
    of live: ConnectionTarget, _ snapshot: SchemaSnapshot, by installation: PostgresInstallation, in sandbox: Sandbox
  ) async throws(VerificationError) -> ConnectionTarget {
    do {
      let dump = try await installation.dumpSchema(of: live)
      let administrator = try await Connection.open(sandbox.superuser)
      let there = Set(try await administrator.run("SELECT rolname FROM pg_catalog.pg_roles").rows.compactMap { $0[0] })
      for role in snapshot.roles where !there.contains(role.name) {
        _ = try await administrator.run(LoginStatement.copy(role.name, attributes: role.attributes).sql)
      }
      for role in snapshot.roles {
        for group in role.memberOf where !there.contains(role.name) {
          _ = try await administrator.run(Statement.grantRole(group, to: role.name).sql)
        }
      }
      await administrator.close()
      let target = try await sandbox.createDatabase("bailiwick_copy")
      let connection = try await Connection.open(target)
      _ = try await connection.script(dump)
      // The copy's own privileges on the database are not part of a dump of one database.
      _ = try await connection.script(
        Statement.grant([.init(.connect)], on: [.database], to: [.everybody]).sql)
      await connection.close()
      return target
    } catch let error as DatabaseError {
      throw .copy(error)
    } catch let error as SandboxError {
      throw .unsupported("\(error)")
    } catch { throw .unsupported("\(error)") }
  }
}
