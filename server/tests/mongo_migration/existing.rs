//! A small record as the existing platform writes it.

use mongodb::bson::oid::ObjectId;
use mongodb::bson::{DateTime, Document, doc};
use mongodb::options::IndexOptions;
use mongodb::{Database, IndexModel};

/// The operator.
pub(crate) const ADA: &str = "66f000000000000000000001";
/// Made by an operator: has the one database of earlier days.
pub(crate) const BOB: &str = "66f000000000000000000002";
/// Signed up at the same moment as bob, with his name and address.
pub(crate) const EVE: &str = "66f000000000000000000003";
/// An app of one file.
pub(crate) const SINGLE: &str = "single01";
/// An app of several files.
pub(crate) const MULTI: &str = "multi001";

/// An object id.
pub(crate) fn oid(hex: &str) -> ObjectId {
    ObjectId::parse_str(hex).unwrap()
}

/// Two days later for each number.
fn day(number: i64) -> DateTime {
    DateTime::from_millis(1_767_323_045_678 + number * 172_800_000)
}

/// Writes the whole record.
pub(crate) async fn a_record(database: &Database) {
    let insert = async |collection: &str, documents: Vec<Document>| {
        let collection = database.collection::<Document>(collection);
        collection.insert_many(documents).await.unwrap();
    };
    insert("users", users()).await;
    insert("apps", apps()).await;
    insert("templates", templates()).await;
    let settings = doc! { "_id": "global", "allow_signups": false, "allowed_imports": ["fastapi", "httpx"], "updated_at": day(3) };
    insert("platform_settings", vec![settings]).await;
    let options = IndexOptions::builder()
        .unique(true)
        .partial_filter_expression(doc! { "is_global": true })
        .build();
    let index = IndexModel::builder()
        .keys(doc! { "name": 1, "is_global": 1 })
        .options(options)
        .build();
    let templates = database.collection::<Document>("templates");
    templates.create_index(index).await.unwrap();
}

fn users() -> Vec<Document> {
    let user = |id: &str, username: &str, email: &str, at: i64| {
        doc! {
            "_id": oid(id), "username": username, "email": email, "created_at": day(at),
            "password_hash": "$2b$12$abcdefghijklmnopqrstuuO3Yw0Yw0Yw0Yw0Yw0Yw0Yw0Yw0Yw0Yw", "is_admin": id == ADA,
        }
    };
    let mut ada = user(ADA, "Ada", "ada@example.org", 0);
    ada.extend(doc! {
        "databases": [
            { "id": "default", "name": "Main", "description": null, "mongo_password_encrypted": "gAAAA", "created_at": day(0), "is_default": true },
            { "id": "0a1b2c3d", "name": "Other", "description": "for tests", "mongo_password_encrypted": "gAAAA", "created_at": day(1), "is_default": false },
        ],
        "default_database_id": "0a1b2c3d",
        "viewer_password_encrypted": "gAAAA",
        "hidden_templates": ["66f000000000000000000009"],
    });
    let mut bob = user(BOB, "bob", "bob@example.org", 1);
    bob.insert("mongo_password_encrypted", "gAAAA");
    vec![user(EVE, "bob", "BOB@example.org", 2), bob, ada]
}

fn apps() -> Vec<Document> {
    let app = |owner: &str, id: &str, status: &str, at: i64| {
        doc! {
            "_id": ObjectId::new(), "user_id": oid(owner), "app_id": id, "name": format!("app {id}"), "status": status,
            "deploy_stage": status, "created_at": day(at), "last_activity": day(at + 3),
            "deployment_url": format!("https://app-{id}.example.org"),
        }
    };
    let mut single = app(ADA, SINGLE, "running", 1);
    single.extend(doc! {
        "mode": "single", "code": "third", "draft_code": "third", "deployed_code": "second",
        "env_vars": { "API.KEY": "in the clear", "OTHER": "also in the clear" },
        "deployed_at": day(3), "last_deploy_at": day(3), "error_message": null,
        "version_history": [{ "code": "first", "deployed_at": day(2), "code_hash": "0123456789abcdef" }],
    });
    let files = doc! { "main.py": "app = 1", "static/site.css": "body {}" };
    let mut multi = app(ADA, MULTI, "running", 2);
    multi.extend(doc! {
        "mode": "multi", "framework": "fasthtml", "entrypoint": "main.py", "env_vars": {}, "database_id": "0a1b2c3d",
        "files": files.clone(), "draft_files": files.clone(), "deployed_files": files, "deployed_at": day(3),
    });
    let mut failed = app(BOB, "failed01", "error", 3);
    failed.extend(doc! { "mode": "single", "code": "x", "error_message": "NameError: x" });
    let mut deleted = app(BOB, "deleted1", "deleted", 3);
    deleted.extend(doc! { "mode": "single", "code": "x", "deployed_code": "x", "env_vars": null });
    let mut younger = app(EVE, SINGLE, "deploying", 4);
    younger.extend(doc! { "mode": "single", "code": "y" });
    vec![younger, single, multi, failed, deleted]
}

fn templates() -> Vec<Document> {
    let template = |name: &str, is_global: bool| {
        doc! {
            "name": name, "description": "", "mode": "single", "code": "app = 1", "complexity": "simple", "tags": ["a"],
            "is_global": is_global, "created_at": day(1), "requires_database": false, "is_hidden": false,
        }
    };
    let mut own = template("Mine", false);
    own.insert("user_id", oid(ADA));
    vec![template("Shipped", true), own]
}
