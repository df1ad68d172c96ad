//! The private server's first login, whose password only this user can read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mongodb::Client;
use mongodb::bson::doc;
use rand::RngExt as _;

use super::super::error::{code, code_of, of_platform};
use super::super::logins::use_once;
use crate::databases::{DatabaseError, Login, Result};

/// The first login. Its password is made at the first call and kept in `root-password`.
pub(super) fn login(folder: &Path) -> io::Result<Login> {
    let path = folder.join("root-password");
    let password = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => write_password(&path)?,
        result => result?.trim().to_owned(),
    };
    Ok(Login {
        database: "admin".to_owned(),
        name: "root".to_owned(),
        password,
    })
}

/// Written whole under another name first: a password cut short by a crash would lock the platform out.
fn write_password(path: &Path) -> io::Result<String> {
    let random: [u8; 24] = rand::rng().random();
    let password = URL_SAFE_NO_PAD.encode(random);
    let draft = path.with_extension("new");
    let _left_by_a_crash = fs::remove_file(&draft);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(password.as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, path)?;
    Ok(password)
}

/// Makes the first login where the server has none yet: it allows that only then, and only from this machine.
pub(super) async fn make(stranger: &Client, login: &Login) -> Result<()> {
    let create = doc! {"createUser": &login.name, "pwd": &login.password, "roles": ["root"]};
    match stranger.database(&login.database).run_command(create).await {
        Err(error) if code_of(&error) != Some(code::UNAUTHORIZED) => Err(of_platform(&error)),
        _ => Ok(()),
    }
}

/// Refused where the server does not let the first login in.
pub(super) async fn require(known: &Client, login: &Login, folder: &Path) -> Result<()> {
    match use_once(known, login).await {
        Err(DatabaseError::LoginRefused { .. }) => Err(DatabaseError::Unavailable(format!(
            "the private MongoDB server does not know the password in {}\nhint: restore the file from a backup",
            folder.join("root-password").display()
        ))),
        result => result,
    }
}
