//! Templates that users keep, and changed built-in ones.

use fp_contract::files::Files;
use fp_contract::template::{FirstEdit, Template};
use fp_server::store::{Store, StoreError, TemplateRecord, UserId};

use crate::engine::Engine;
use crate::samples::{a_user, in_seconds, template};

/// Saves a template that was made some seconds ago.
async fn saved(store: &dyn Store, user: Option<&UserId>, name: &str, age: i64) -> TemplateRecord {
    let mut record = template(user, name);
    record.template.created_at = in_seconds(-age);
    store.save_template(&record).await.unwrap();
    record
}

pub(crate) async fn a_template_is_read_as_it_was_written(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let plain = template(None, "plain");
    let sample = template(Some(&ada.id), "several files");
    let several = TemplateRecord {
        template: Template {
            code: None,
            files: Some(Files::from([("main.py".to_owned(), "1".to_owned())])),
            entrypoint: Some("main.py".to_owned()),
            first_edit: Some(FirstEdit {
                file: "main.py".to_owned(),
                find: "1".to_owned(),
            }),
            is_hidden: true,
            ..sample.template
        },
        is_removed: true,
    };
    for made in [plain, several] {
        store.save_template(&made).await.unwrap();
        assert_eq!(store.template(&made.template.id).await.unwrap(), Some(made));
    }
    assert_eq!(store.template("nothing").await.unwrap(), None);
}

pub(crate) async fn a_template_is_replaced_by_its_identifier(engine: &impl Engine) {
    let store = engine.open().await;
    let mut made = saved(store.as_ref(), None, "before", 0).await;
    "after".clone_into(&mut made.template.name);
    store.save_template(&made).await.unwrap();
    assert_eq!(store.templates_of(None).await.unwrap(), [made]);
    let other = saved(store.as_ref(), None, "before", 10).await;
    assert_eq!(store.all_templates(100).await.unwrap().len(), 2);
    store.delete_template(&other.template.id).await.unwrap();
    store.delete_template(&other.template.id).await.unwrap();
    assert_eq!(store.template(&other.template.id).await.unwrap(), None);
}

pub(crate) async fn templates_are_listed_by_owner_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let bob = a_user(store.as_ref(), "bob").await;
    let everybodys = saved(store.as_ref(), None, "everybody's", 20).await;
    let older = saved(store.as_ref(), Some(&ada.id), "older", 30).await;
    let newer = saved(store.as_ref(), Some(&ada.id), "newer", 10).await;
    assert_eq!(
        store.templates_of(Some(&ada.id)).await.unwrap(),
        [newer.clone(), older.clone()]
    );
    assert!(store.templates_of(Some(&bob.id)).await.unwrap().is_empty());
    assert_eq!(
        store.templates_of(None).await.unwrap(),
        std::slice::from_ref(&everybodys)
    );
    assert_eq!(
        store.all_templates(2).await.unwrap(),
        [newer.clone(), everybodys.clone()]
    );
    assert_eq!(
        store.all_templates(100).await.unwrap(),
        [newer, everybodys, older]
    );
}

pub(crate) async fn a_template_name_is_taken_among_one_owners(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let mut first = saved(store.as_ref(), Some(&ada.id), "Name", 0).await;
    saved(store.as_ref(), None, "name", 0).await;
    for owner in [Some(&ada.id), None] {
        let refused = store.save_template(&template(owner, "nAME")).await;
        assert!(
            matches!(refused, Err(StoreError::Taken("template name"))),
            "{refused:?}"
        );
    }
    first.is_removed = true;
    store.save_template(&first).await.unwrap();
    saved(store.as_ref(), Some(&ada.id), "NAME", 0).await;
    first.is_removed = false;
    let refused = store.save_template(&first).await;
    assert!(
        matches!(refused, Err(StoreError::Taken("template name"))),
        "{refused:?}"
    );
}
