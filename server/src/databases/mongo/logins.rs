//! Logins made and removed by the platform's own, and tried out as the tenant has them.

use mongodb::Client;
use mongodb::bson::{Document, doc};

use super::error::{code, code_of, of, of_platform};
use crate::databases::{DatabaseError, Login, Result, SharedLogin};

/// Where logins are kept, as on the existing platform.
const LOGIN_DATABASE: &str = "admin";
/// The collection in which a new login is tried out; it is dropped again.
const TRIAL: &str = "_platform_trial";
/// The same for a login to several databases: their own logins may be tried out at the same time.
const SHARED_TRIAL: &str = "_platform_shared_trial";

/// Makes the login, or gives an existing one this password and exactly these rights: reading and writing its own database.
pub(super) async fn make(admin: &Client, login: &Login) -> Result<()> {
    write(
        admin,
        &login.name,
        &login.password,
        &[("readWrite", &login.database)],
    )
    .await
}

/// The same for a login to several databases: reading and writing these. Rights it had beside them, such as the existing
/// platform gave its viewer's login, are gone.
pub(super) async fn make_shared(admin: &Client, login: &SharedLogin) -> Result<()> {
    let rights: Vec<_> = login
        .databases
        .iter()
        .map(|database| ("readWrite", database.as_str()))
        .collect();
    write(admin, &login.name, &login.password, &rights).await
}

/// Makes the login one that may drop its own database and do nothing else. The platform's own login need not have that
/// right: those of the existing platform do not.
pub(super) async fn make_dropper(admin: &Client, login: &Login) -> Result<()> {
    write(
        admin,
        &login.name,
        &login.password,
        &[("dbAdmin", &login.database)],
    )
    .await
}

/// Gives the login exactly these roles, each with its database.
async fn write(admin: &Client, name: &str, password: &str, rights: &[(&str, &str)]) -> Result<()> {
    let roles: Vec<Document> = rights
        .iter()
        .map(|(role, database)| doc! {"role": *role, "db": *database})
        .collect();
    let fields = doc! {"pwd": password, "roles": roles};
    let command = |verb: &str| {
        let mut command = doc! {verb: name};
        command.extend(fields.clone());
        command
    };
    let database = admin.database(LOGIN_DATABASE);
    let created = database.run_command(command("createUser")).await;
    let written = match created {
        Err(error) if code_of(&error) == Some(code::USER_ALREADY_EXISTS) => {
            database.run_command(command("updateUser")).await
        }
        result => result,
    };
    written.map(|_| ()).map_err(|error| of_platform(&error))
}

/// Writes, reads and removes a document as the tenant would, and sees that the tenant may not do more.
pub(super) async fn try_out(client: &Client, login: &Login) -> Result<()> {
    try_out_in(client, login, TRIAL).await
}

/// The same for one of the databases of a login to several.
pub(super) async fn try_out_shared(client: &Client, login: &Login) -> Result<()> {
    try_out_in(client, login, SHARED_TRIAL).await
}

async fn try_out_in(client: &Client, login: &Login, trial: &str) -> Result<()> {
    let others = client
        .database(LOGIN_DATABASE)
        .run_command(doc! {"usersInfo": 1})
        .await;
    if others.is_ok() {
        return Err(DatabaseError::Unverified(
            "the MongoDB server lets every login do everything\nhint: start it with access control (--auth)"
                .to_owned(),
        ));
    }
    let collection = client.database(&login.database).collection::<Document>(trial);
    let read = async {
        collection.insert_one(doc! {"_id": 1}).await?;
        let read = collection.find_one(doc! {"_id": 1}).await?;
        collection.drop().await?;
        Ok(read)
    };
    match read.await.map_err(|error| of(&error, login))? {
        Some(_) => Ok(()),
        None => Err(DatabaseError::Unverified(format!(
            "what the login {} writes cannot be read again",
            login.name
        ))),
    }
}

/// Logs in and does what every login may.
pub(super) async fn use_once(client: &Client, login: &Login) -> Result<()> {
    let answer = client
        .database(&login.database)
        .run_command(doc! {"dbStats": 1})
        .await;
    answer.map(|_| ()).map_err(|error| of(&error, login))
}

/// Drops the login's database, by a login that may, and sees that nothing is left of it.
pub(super) async fn drop_database(client: &Client, login: &Login) -> Result<()> {
    let database = client.database(&login.database);
    let left = async {
        database.drop().await?;
        database.list_collection_names().await
    };
    match left.await.map_err(|error| of(&error, login))?.as_slice() {
        [] => Ok(()),
        left => Err(DatabaseError::Unverified(format!(
            "the database {} was dropped and still has {}",
            login.database,
            left.join(", ")
        ))),
    }
}

/// Removes a login; nothing when there is none.
pub(super) async fn remove(admin: &Client, name: &str) -> Result<()> {
    let dropped = admin
        .database(LOGIN_DATABASE)
        .run_command(doc! {"dropUser": name})
        .await;
    match dropped {
        Err(error) if code_of(&error) != Some(code::USER_NOT_FOUND) => Err(of_platform(&error)),
        _ => Ok(()),
    }
}
