//! The one document of settings, taken over as values by name.

use mongodb::bson::{Bson, doc};

use crate::store::mongo::collections::Collections;
use crate::store::mongo::fault::Outcome;

/// Copies what an operator said on the existing platform, unless something was said here before.
pub(in super::super) async fn adopt(collections: &Collections) -> Outcome<Vec<String>> {
    let settings = collections.raw("platform_settings");
    let Some(global) = settings.find_one(doc! { "_id": "global" }).await? else {
        return Ok(Vec::new());
    };
    if let Ok(open) = global.get_bool("allow_signups") {
        keep(collections, "allow_signups", open.to_string()).await?;
    }
    if let Ok(imports) = global.get_array("allowed_imports") {
        let names: Vec<&str> = imports.iter().filter_map(Bson::as_str).collect();
        keep(collections, "allowed_imports", serde_json::to_string(&names)?).await?;
    }
    Ok(Vec::new())
}

async fn keep(collections: &Collections, name: &str, value: String) -> Outcome<()> {
    collections
        .settings()
        .update_one(doc! { "_id": name }, doc! { "$setOnInsert": { "value": value } })
        .upsert(true)
        .await?;
    Ok(())
}
