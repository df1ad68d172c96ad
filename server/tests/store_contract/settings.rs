//! Small values by name.

use crate::engine::Engine;

pub(crate) async fn a_value_is_replaced(engine: &impl Engine) {
    let store = engine.open().await;
    assert_eq!(store.setting("switch").await.unwrap(), None);
    store.set_setting("switch", "on").await.unwrap();
    store.set_setting("other", "x").await.unwrap();
    store.set_setting("switch", "off").await.unwrap();
    assert_eq!(store.setting("switch").await.unwrap().as_deref(), Some("off"));
}
