//! What this engine promises beyond the contract: who may read its file, and what happens when there is no room.

use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::store::Switches as _;

#[tokio::test]
async fn nobody_else_can_read_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data").join("fp.sqlite");
    let store = SqliteStore::open(&path).unwrap();
    store.set_setting("name", "value").await.unwrap();
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .flatten()
        .collect();
    assert!(files.len() > 1, "the write-ahead log is beside it");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
    store.set_setting("name", "before").await.unwrap();
    let limit = |connection: &mut Connection| -> Result<()> {
        Ok(connection.pragma_update(None, "max_page_count", 64)?)
    };
    store.writer.run(limit).await.unwrap();
    let refused = store.set_setting("name", &"x".repeat(1024 * 1024)).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(store.setting("name").await.unwrap().as_deref(), Some("before"));
    store.set_setting("name", "after").await.unwrap();
}

#[tokio::test]
async fn a_job_that_panics_is_an_error_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
    let panics: Result<()> = store
        .write(|transaction| {
            switches::set(transaction, "name", "half done")?;
            panic!("on purpose")
        })
        .await;
    assert!(matches!(panics, Err(StoreError::Engine(_))), "{panics:?}");
    assert_eq!(store.setting("name").await.unwrap(), None);
    store.set_setting("name", "value").await.unwrap();
}

/// How the engine carries a statement out, a step a line.
async fn plan(store: &SqliteStore, statement: &str) -> String {
    let explained = format!("EXPLAIN QUERY PLAN {statement}");
    let steps = move |connection: &Connection| -> Result<Vec<String>> {
        let mut statement = connection.prepare(&explained)?;
        let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
        let rows = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get("detail"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    store.read(steps).await.unwrap().join("\n")
}

#[tokio::test]
async fn no_long_list_is_read_or_sorted_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
    let mut statements = vec![
        users::LIST.to_owned(),
        format!("SELECT body FROM templates {}", templates::OF_USER),
        "DELETE FROM revisions WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deployments WHERE revision = ?)".into(),
        "DELETE FROM idempotency_keys WHERE expires_at <= ?".into(),
        "DELETE FROM sessions WHERE expires_at <= ?".into(),
        "DELETE FROM sessions WHERE operator = ?".into(),
        "SELECT 1 FROM apps WHERE live_revision = ?".into(),
        "SELECT 1 FROM apps WHERE live_deployment = ?".into(),
        "SELECT 1 FROM apps WHERE latest_deployment = ?".into(),
        "UPDATE deployments SET status = 'superseded' WHERE app_id = ? AND status = 'running'".into(),
        "SELECT id FROM apps WHERE desired = 'deleted' AND removal_finished = 1 AND deleted_at < ? ORDER BY deleted_at, id".into(),
    ];
    for user in [None, Some(crate::store::UserId(String::new()))] {
        for deleted in [false, true] {
            let user = user.clone();
            let condition = apps::part_condition(&crate::store::AppFilter { user, deleted });
            statements.push(format!("{} {condition}", apps::SELECT));
        }
    }
    for statement in statements {
        let plan = plan(&store, &statement).await;
        assert!(!plan.contains("SCAN"), "{statement}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE FOR ORDER"), "{statement}\n{plan}");
    }
}

#[tokio::test]
async fn the_audit_log_is_read_by_what_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
    let page = crate::store::Page {
        after: Some(String::new()),
        limit: 1,
    };
    let some = Some(String::new());
    let none = crate::store::AuditFilter::default;
    let cases = [
        (none(), "(id<?)"),
        (
            crate::store::AuditFilter {
                actor: some.clone(),
                ..none()
            },
            "audit_of_actor (actor=? AND id<?)",
        ),
        (
            crate::store::AuditFilter {
                target: some.clone(),
                ..none()
            },
            "audit_of_target (target=? AND id<?)",
        ),
    ];
    for (filter, index) in cases {
        let plan = plan(&store, &audit::part(&filter, &page)).await;
        assert!(plan.contains(index), "{filter:?}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{filter:?}\n{plan}");
    }
}
