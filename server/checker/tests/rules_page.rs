//! `docs/rules.md` says what the rules say. `UPDATE_DOCS=1` writes it.

use std::path::Path;

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let page = fp_checker::rules_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/rules.md is stale: run `UPDATE_DOCS=1 cargo test -p fp-checker --test rules_page`"
    );
}
