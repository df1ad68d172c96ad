//! Logins of tenants that no other test has.

use fp_server::databases::mongo::MongoDatabases;
use fp_server::databases::{Login, TenantDatabases as _};
use mongodb::bson::doc;
use mongodb::{Client, Database};

use crate::mongo::{Mongo, fresh_name};

/// The engine on the server that all tests share; `None`, with a line that says why, where there is none.
pub(crate) fn engine() -> Option<MongoDatabases> {
    Some(MongoDatabases::at(Mongo::shared()?.administrator_uri()).unwrap())
}

/// A login nobody has yet.
pub(crate) fn login() -> Login {
    let name = fresh_name();
    Login {
        database: name.clone(),
        name,
        password: "a password / of @ theirs".to_owned(),
    }
}

/// A login that is ready.
pub(crate) async fn tenant(engine: &MongoDatabases) -> Login {
    let login = login();
    engine.provision(&login).await.unwrap();
    login
}

/// The login's database as its apps see it.
pub(crate) async fn as_app(engine: &MongoDatabases, login: &Login) -> Database {
    let uri = engine.uri(login).await.unwrap();
    let client = Client::with_uri_str(uri).await.unwrap();
    client.default_database().unwrap()
}

/// A connection of the administrator.
pub(crate) async fn administrator() -> Client {
    Client::with_uri_str(Mongo::shared().unwrap().administrator_uri())
        .await
        .unwrap()
}

/// Whether the server knows a login.
pub(crate) async fn is_known(login: &str) -> bool {
    let admin = administrator().await.database("admin");
    let known = admin.run_command(doc! {"usersInfo": login}).await.unwrap();
    !known.get_array("users").unwrap().is_empty()
}
