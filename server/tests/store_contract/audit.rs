//! The audit log.

use fp_contract::audit::AuditEntry;
use fp_server::store::{AuditFilter, Store};

use crate::engine::Engine;
use crate::samples::{after, audit_entry, first};

/// Entries as they are written, oldest first: actor, action, target.
const ENTRIES: [(&str, &str, &str); 6] = [
    ("ada", "user.suspend", "bob"),
    ("ada", "user", "bob"),
    ("bob", "app.delete", "app1"),
    ("ada", "userland.act", "app1"),
    ("bob", "user.password", "bob"),
    ("ada", "app.delete", "app2"),
];

async fn written(store: &dyn Store) -> Vec<AuditEntry> {
    let mut entries = Vec::new();
    for (number, (actor, action, target)) in ENTRIES.into_iter().enumerate() {
        let entry = AuditEntry {
            id: format!("{number:024x}"),
            ..audit_entry(actor, action, target)
        };
        store.append_audit(&entry).await.unwrap();
        entries.insert(0, entry);
    }
    entries
}

fn filter(actor: Option<&str>, action: Option<&str>, target: Option<&str>) -> AuditFilter {
    AuditFilter {
        actor: actor.map(str::to_owned),
        target: target.map(str::to_owned),
        action: action.map(str::to_owned),
    }
}

pub(crate) async fn entries_are_read_as_written_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let bare = AuditEntry {
        actor: None,
        actor_name: None,
        target: None,
        details: None,
        address: None,
        on_behalf_of: Some("ada".to_owned()),
        ..audit_entry("", "server.start", "")
    };
    let mut entries = written(store.as_ref()).await;
    store.append_audit(&bare).await.unwrap();
    entries.insert(0, bare);
    let all = store.audit(&AuditFilter::default(), &first(100)).await.unwrap();
    assert_eq!(all, entries);
}

pub(crate) async fn entries_are_read_part_by_part(engine: &impl Engine) {
    let store = engine.open().await;
    let entries = written(store.as_ref()).await;
    let everything = AuditFilter::default();
    let part = store.audit(&everything, &first(4)).await.unwrap();
    assert_eq!(part, entries[..4]);
    let rest = store.audit(&everything, &after(&part[3].id, 4)).await.unwrap();
    assert_eq!(rest, entries[4..]);
    let end = store.audit(&everything, &after(&rest[1].id, 4)).await.unwrap();
    assert!(end.is_empty());
    let of_ada = filter(Some("ada"), None, None);
    let part = store.audit(&of_ada, &after(&entries[0].id, 1)).await.unwrap();
    assert_eq!(part, entries[2..3]);
}

pub(crate) async fn entries_are_filtered(engine: &impl Engine) {
    let store = engine.open().await;
    let entries = written(store.as_ref()).await;
    let cases = [
        (filter(Some("bob"), None, None), vec![4, 2]),
        (filter(None, None, Some("bob")), vec![4, 1, 0]),
        (filter(None, Some("user"), None), vec![4, 1, 0]),
        (filter(None, Some("app.delete"), None), vec![5, 2]),
        (filter(None, Some("app.del"), None), vec![]),
        (filter(Some("ada"), Some("user"), Some("bob")), vec![1, 0]),
        (filter(Some("ada"), None, Some("app1")), vec![3]),
        (filter(Some("nobody"), None, None), vec![]),
        (filter(None, Some("us%"), None), vec![]),
        (filter(None, Some("user.*"), None), vec![]),
    ];
    for (filter, numbers) in cases {
        let expected: Vec<_> = numbers
            .iter()
            .map(|number| entries[ENTRIES.len() - 1 - number].clone())
            .collect();
        let found = store.audit(&filter, &first(100)).await.unwrap();
        assert_eq!(found, expected, "{filter:?}");
    }
}
