//! The steps that bring a database file to the present schema, each applied once and recorded.

use fp_contract::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::store::{Result, StoreError};

/// One step: its name and its statements. A step that was ever shipped is never changed.
struct Migration {
    name: &'static str,
    statements: &'static str,
}

/// All steps in order; the version of a database is how many it has taken.
const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "record",
        statements: include_str!("migrations/0001_record.sql"),
    },
    Migration {
        name: "platform",
        statements: include_str!("migrations/0002_platform.sql"),
    },
    Migration {
        name: "indexes",
        statements: include_str!("migrations/0003_indexes.sql"),
    },
];

/// Applies what is missing, all or nothing. A file of a newer server is refused and left alone.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
            version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
        ) STRICT",
    )?;
    let applied: usize = transaction.query_row("SELECT count(*) FROM migrations", [], |row| {
        row.get::<_, u32>(0).map(|count| count as usize)
    })?;
    let Some(missing) = MIGRATIONS.get(applied..) else {
        return Err(StoreError::Engine(format!(
            "the database has {applied} schema steps and this server knows {}\nhint: start the newer fp-server that wrote it",
            MIGRATIONS.len()
        )));
    };
    for (version, migration) in (applied + 1..).zip(missing) {
        transaction.execute_batch(migration.statements)?;
        transaction.execute(
            "INSERT INTO migrations (version, name, applied_at) VALUES (?1, ?2, ?3)",
            params![
                i64::try_from(version).unwrap_or(i64::MAX),
                migration.name,
                Timestamp::now().as_microseconds()
            ],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        let steps: u32 = connection
            .query_row("SELECT count(*) FROM migrations", [], |row| row.get(0))
            .unwrap();
        assert_eq!(steps as usize, MIGRATIONS.len());
    }

    #[test]
    fn a_file_of_a_newer_server_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .execute("INSERT INTO migrations VALUES (999, 'from the future', 0)", [])
            .unwrap();
        let refusal = migrate(&mut connection).unwrap_err().to_string();
        assert!(refusal.contains("hint: start the newer fp-server"), "{refusal}");
    }
}
