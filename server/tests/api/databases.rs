//! Tenant databases over the API, on a real `mongod`.

mod apps;
mod documents;
mod lifecycle;
mod without_server;

use std::sync::Arc;

use axum::http::StatusCode;
use fp_server::databases::TenantDatabases;
use fp_server::databases::mongo::MongoDatabases;
use mongodb::Client as MongoClient;
use serde_json::{Value, json};

use super::bed::Client;
use crate::mongo::Mongo;

/// The server that all tests share; `None`, with a line that says why, where there is none.
pub(crate) fn server() -> Option<Arc<dyn TenantDatabases>> {
    let uri = Mongo::shared()?.administrator_uri();
    Some(Arc::new(MongoDatabases::at(uri).unwrap()))
}

/// A connection of the administrator.
async fn administrator() -> MongoClient {
    MongoClient::with_uri_str(Mongo::shared().unwrap().administrator_uri())
        .await
        .unwrap()
}

/// The databases of the server's own that hold something, of one user.
async fn names_on_server(prefix: &str) -> Vec<String> {
    let mut names = administrator().await.list_database_names().await.unwrap();
    names.retain(|name| name.starts_with(prefix));
    names
}

/// The logins whose name begins so.
async fn logins_on_server(prefix: &str) -> Vec<String> {
    let admin = administrator().await.database("admin");
    let all = admin
        .run_command(mongodb::bson::doc! {"usersInfo": 1})
        .await
        .unwrap();
    let names = all.get_array("users").unwrap().iter().map(|user| {
        let user = user.as_document().unwrap();
        user.get_str("user").unwrap().to_owned()
    });
    names.filter(|name| name.starts_with(prefix)).collect()
}

/// The user's identifier.
async fn id_of(client: &Client) -> String {
    let me = client.get("/api/auth/me").await.expect(StatusCode::OK);
    me["id"].as_str().unwrap().to_owned()
}

/// A new database; answers with its identifier.
async fn create(client: &Client, name: &str) -> String {
    let made = client
        .post("/api/databases", json!({"name": name}))
        .await
        .expect(StatusCode::OK);
    made["id"].as_str().unwrap().to_owned()
}

/// What a session is shown as the connection string.
async fn uri(client: &Client, id: &str) -> String {
    let path = format!("/api/databases/{id}/connection");
    let shown = client.post(&path, Value::Null).await.expect(StatusCode::OK);
    shown["uri"].as_str().unwrap().to_owned()
}

/// The database an app with this connection string sees.
async fn as_app(uri: &str) -> mongodb::Database {
    MongoClient::with_uri_str(uri)
        .await
        .unwrap()
        .default_database()
        .unwrap()
}
