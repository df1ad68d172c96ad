//! Small apps that tests and benchmarks deploy.

use std::collections::BTreeMap;

/// An app that answers `word`.
pub(crate) fn app_that_says(word: &str) -> BTreeMap<String, String> {
    let code = format!(
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef say() -> str:\n    return \"{word}\"\n"
    );
    BTreeMap::from([("app.py".to_owned(), code)])
}
