//! Small values by name.

use crate::engine::Engine;

pub(crate) async fn a_value_is_replaced(engine: &impl Engine) {
    let store = engine.open().await;
    assert_eq!(store.setting("switch").await.unwrap(), None);
    store.set_setting("switch", "on").await.unwrap();
    store.set_setting("other", "x").await.unwrap();
    store.set_setting("switch", "off").await.unwrap();
    assert_eq!(store.setting("switch").await.unwrap().as_deref(), Some("off"));
    assert_eq!(store.setting("other").await.unwrap().as_deref(), Some("x"));
}

pub(crate) async fn any_name_and_value_come_back(engine: &impl Engine) {
    let store = engine.open().await;
    for (name, value) in [
        ("a.b", "with a dot"),
        ("$name", "$value"),
        ("Größe", ""),
        ("größe", "\0\n"),
    ] {
        store.set_setting(name, value).await.unwrap();
    }
    assert_eq!(store.setting("a.b").await.unwrap().as_deref(), Some("with a dot"));
    assert_eq!(store.setting("$name").await.unwrap().as_deref(), Some("$value"));
    assert_eq!(store.setting("Größe").await.unwrap().as_deref(), Some(""));
    assert_eq!(store.setting("größe").await.unwrap().as_deref(), Some("\0\n"));
}
