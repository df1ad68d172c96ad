//! Accounts. Two of one name or address, which the existing platform lets happen, are told apart.

use futures_util::TryStreamExt as _;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, Document, doc};

use super::names::{Names, after, sub_address};
use super::{created_at, databases, text};
use crate::store::mongo::collections::Collections;
use crate::store::mongo::fault::Outcome;
use crate::store::mongo::values::date;

/// Gives every account the fields that are ours, the oldest first.
pub(in super::super) async fn adopt(collections: &Collections) -> Outcome<Vec<String>> {
    let (mut usernames, mut emails) = (Names::default(), Names::default());
    let users = collections.raw("users");
    let mut notes = Vec::new();
    let mut adopted = users.find(doc! { "username_key": { "$exists": true } }).await?;
    while let Some(user) = adopted.try_next().await? {
        usernames.note(user.get_str("username_key").unwrap_or_default());
        emails.note(user.get_str("email_key").unwrap_or_default());
    }
    let foreign = doc! { "username_key": { "$exists": false } };
    let mut found = users
        .find(foreign)
        .sort(doc! { "created_at": 1, "_id": 1 })
        .await?;
    while let Some(user) = found.try_next().await? {
        let Ok(id) = user.get_object_id("_id") else {
            notes.push(format!(
                "the account {} has no object id and is left out",
                shown(&user)
            ));
            continue;
        };
        let change = fields(&user, id, &mut usernames, &mut emails, &mut notes);
        databases::adopt(collections, &user, id).await?;
        users
            .update_one(doc! { "_id": id }, doc! { "$set": change })
            .await?;
    }
    Ok(notes)
}

fn fields(
    user: &Document,
    id: ObjectId,
    usernames: &mut Names,
    emails: &mut Names,
    notes: &mut Vec<String>,
) -> Document {
    let said = |field| text(user, field).unwrap_or_default();
    let username = usernames.give(&said("username"), after);
    let email = emails.give(&said("email"), sub_address);
    let mut change = doc! {
        "username_key": username.to_lowercase(),
        "email_key": email.to_lowercase(),
        "password_hash": said("password_hash"),
        "created_at": date(created_at(user)),
        "is_admin": user.get_bool("is_admin").unwrap_or(false),
        "hidden_templates": user.get_array("hidden_templates").cloned().unwrap_or_default(),
        "suspended_at": Bson::Null,
        "quota": Bson::Null,
        "removed": false,
    };
    for (field, given) in [("username", username), ("email", email)] {
        let before = said(field);
        if before != given {
            notes.push(format!(
                "the {field} {before:?} was used twice; account {id} has {given:?} now"
            ));
            change.insert(format!("{field}_before"), before);
        }
        change.insert(field, given);
    }
    change
}

fn shown(user: &Document) -> String {
    text(user, "username").unwrap_or_else(|| "without a name".to_owned())
}
