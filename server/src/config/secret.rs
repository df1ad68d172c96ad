//! The server's secret: given, or generated once into the data folder.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::platform::identifier;

/// The secret kept in `data_dir`, made at the first call. The file is readable by its owner alone.
pub fn secret_key(data_dir: &Path) -> std::io::Result<String> {
    let path = data_dir.join("secret-key");
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
    {
        Ok(mut file) => {
            let secret = identifier::secret();
            file.write_all(secret.as_bytes())?;
            file.sync_all()?;
            Ok(secret)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(&path),
        Err(error) => Err(error),
    }
}

/// A file cut short by a crash is an error: a shorter secret would make stored values unreadable for ever.
fn read(path: &Path) -> std::io::Result<String> {
    let mut secret = String::new();
    std::fs::File::open(path)?.read_to_string(&mut secret)?;
    let secret = secret.trim().to_owned();
    if secret.len() < 32 {
        let reason = format!(
            "{} is too short\nhint: restore it from a backup, or remove it to start with a new one",
            path.display()
        );
        return Err(std::io::Error::new(ErrorKind::InvalidData, reason));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let first = secret_key(folder.path()).unwrap();
        assert_eq!(secret_key(folder.path()).unwrap(), first);
        let mode = std::fs::metadata(folder.path().join("secret-key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_cut_secret_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret-key"), "abc").unwrap();
        assert!(secret_key(folder.path()).is_err());
    }
}
