//! Drafts and the conflicts between them.

use fp_contract::app::Mode;
use fp_contract::files::Files;
use fp_server::store::{DraftChange, StoreError};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::engine::Engine;
use crate::samples::{an_app, edit, files};

pub(crate) async fn a_save_counts_and_replaces_all_files(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let several = DraftChange {
        files: Files::from([
            ("main.py".to_owned(), "1".to_owned()),
            ("a/b.css".to_owned(), "2".to_owned()),
        ]),
        entrypoint: "main.py".to_owned(),
        mode: Mode::Multi,
        framework: None,
        base: Some(1),
    };
    let saved = store.save_draft(&app.id, &several).await.unwrap();
    assert_eq!(
        (saved.draft_version, saved.mode, saved.framework),
        (2, Mode::Multi, None)
    );
    let draft = store.draft(&app.id).await.unwrap();
    assert_eq!(
        (draft.files, draft.entrypoint, draft.version),
        (several.files, several.entrypoint, 2)
    );
    assert!(draft.saved_at >= app.draft_saved_at);
}

pub(crate) async fn of_two_edits_of_one_version_the_second_is_refused(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    store.save_draft(&app.id, &edit("mine", Some(1))).await.unwrap();
    let refused = store.save_draft(&app.id, &edit("theirs", Some(1))).await;
    assert!(
        matches!(
            refused,
            Err(StoreError::DraftConflict {
                current: 2,
                expected: 1
            })
        ),
        "{refused:?}"
    );
    assert_eq!(store.draft(&app.id).await.unwrap().files, files("mine"));
}

pub(crate) async fn of_many_concurrent_edits_one_wins(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let (store, id) = (store.clone(), app.id.clone());
            tokio::spawn(async move {
                let text = format!("edit {number}");
                store.save_draft(&id, &edit(&text, Some(1))).await.map(|_| text)
            })
        })
        .collect();
    let mut won = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(text) => won.push(text),
            Err(StoreError::DraftConflict { current: 2, .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(store.draft(&app.id).await.unwrap().files, files(&won[0]));
}

pub(crate) async fn any_text_comes_back_as_it_was(engine: &impl Engine) {
    const ROUNDS: usize = 64;
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let mut runner = TestRunner::deterministic();
    let any_files = prop::collection::btree_map(any::<String>(), any::<String>(), 0..6);
    for _ in 0..ROUNDS {
        let files = any_files.new_tree(&mut runner).unwrap().current();
        let change = DraftChange {
            files: files.clone(),
            ..edit("", None)
        };
        store.save_draft(&app.id, &change).await.unwrap();
        assert_eq!(store.draft(&app.id).await.unwrap().files, files);
    }
}
