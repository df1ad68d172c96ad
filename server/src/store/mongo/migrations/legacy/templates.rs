//! Templates that users made. Those of everybody are copies of files that the existing platform ships, and stay where they are.

use std::collections::BTreeMap;

use fp_contract::app::{Framework, Mode};
use fp_contract::template::{Complexity, Template};
use futures_util::TryStreamExt as _;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, Document, doc};

use super::names::{Names, after};
use super::{created_at, text, texts};
use crate::store::TemplateRecord;
use crate::store::mongo::collections::Collections;
use crate::store::mongo::fault::Outcome;
use crate::store::mongo::templates::TemplateDocument;
use crate::store::mongo::values::{bson, object_id};

/// Gives every user's template the fields that are ours, the oldest first.
pub(in super::super) async fn adopt(collections: &Collections) -> Outcome<Vec<String>> {
    let templates = collections.raw("templates");
    let mut names: BTreeMap<ObjectId, Names> = BTreeMap::new();
    let mut adopted = templates.find(doc! { "name_key": { "$exists": true } }).await?;
    while let Some(template) = adopted.try_next().await? {
        if let Some(owner) = owner(&template) {
            let name = template.get_str("name_key").unwrap_or_default();
            names.entry(owner).or_default().note(name);
        }
    }
    let mut notes = Vec::new();
    let own =
        doc! { "name_key": { "$exists": false }, "user_id": { "$ne": null }, "is_global": { "$ne": true } };
    let mut found = templates
        .find(own)
        .sort(doc! { "created_at": 1, "_id": 1 })
        .await?;
    while let Some(template) = found.try_next().await? {
        let (Ok(id), Some(owner)) = (template.get_object_id("_id"), owner(&template)) else {
            continue;
        };
        let before = text(&template, "name").unwrap_or_default();
        let name = names.entry(owner).or_default().give(&before, after);
        if name != before {
            notes.push(format!(
                "the template name {before:?} was used twice; one is {name:?} now"
            ));
        }
        let document = TemplateDocument::of(&record(&template, id, owner, name))?;
        templates
            .update_one(doc! { "_id": id }, doc! { "$set": bson(&document)? })
            .await?;
    }
    Ok(notes)
}

fn owner(template: &Document) -> Option<ObjectId> {
    match template.get("user_id")? {
        Bson::ObjectId(id) => Some(*id),
        Bson::String(id) => object_id(id),
        _ => None,
    }
}

fn record(template: &Document, id: ObjectId, owner: ObjectId, name: String) -> TemplateRecord {
    let tags = template.get_array("tags").ok().into_iter().flatten();
    TemplateRecord {
        template: Template {
            id: id.to_hex(),
            name,
            description: text(template, "description").unwrap_or_default(),
            code: text(template, "code"),
            mode: match template.get_str("mode") {
                Ok("multi") => Mode::Multi,
                _ => Mode::Single,
            },
            framework: match template.get_str("framework") {
                Ok("fastapi") => Some(Framework::Fastapi),
                Ok("fasthtml") => Some(Framework::Fasthtml),
                _ => None,
            },
            entrypoint: text(template, "entrypoint"),
            files: texts(template, "files"),
            complexity: match template.get_str("complexity") {
                Ok("medium") => Complexity::Medium,
                Ok("complex") => Complexity::Complex,
                _ => Complexity::Simple,
            },
            is_global: false,
            created_at: created_at(template),
            tags: tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect(),
            user_id: Some(owner.to_hex()),
            requires_database: template.get_bool("requires_database").unwrap_or(false),
            is_hidden: template.get_bool("is_hidden").unwrap_or(false),
            first_edit: None,
        },
        is_removed: false,
    }
}
