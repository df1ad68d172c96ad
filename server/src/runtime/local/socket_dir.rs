//! Where the sockets are: a folder of this user's alone whose path is short enough for a socket's address.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// Longest path of a socket in bytes: `sun_path` holds 108 on Linux and 104 on macOS.
const MAX_PATH_BYTES: usize = 99;
/// The longest name in the folder: `a-abc12345.sock`, with room for longer identifiers.
const MAX_NAME_BYTES: usize = 32;

/// Makes and returns the folder for the sockets of the server that keeps its data in `data_dir`.
///
/// The data folder itself where its path is short, else a folder of `$XDG_RUNTIME_DIR`, else one below `/tmp`.
/// Only its owner can enter it; one that belongs to somebody else is refused.
pub fn socket_dir(data_dir: &Path) -> io::Result<PathBuf> {
    let data_dir = std::path::absolute(data_dir)?;
    let user = rustix::process::geteuid().as_raw();
    let runtime_dir = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let folder = choose(&data_dir, runtime_dir.as_deref(), user);
    match DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let metadata = fs::symlink_metadata(&folder)?;
    if !metadata.is_dir() || metadata.uid() != user {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "{} belongs to somebody else\nhint: set XDG_RUNTIME_DIR to a folder of your own",
                folder.display()
            ),
        ));
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}

fn choose(data_dir: &Path, runtime_dir: Option<&Path>, user: u32) -> PathBuf {
    let name = short_hash(data_dir);
    let in_data_dir = data_dir.join("sockets");
    if fits(&in_data_dir) {
        return in_data_dir;
    }
    runtime_dir
        .filter(|folder| folder.is_dir())
        .map(|folder| folder.join(format!("fp-{name}")))
        .filter(|folder| fits(folder))
        .unwrap_or_else(|| PathBuf::from(format!("/tmp/fp-{user}-{name}")))
}

fn fits(folder: &Path) -> bool {
    folder.as_os_str().len() + 1 + MAX_NAME_BYTES <= MAX_PATH_BYTES
}

/// Twelve hex digits that differ between data folders.
fn short_hash(data_dir: &Path) -> String {
    let digest = Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
    let number = digest
        .iter()
        .take(6)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:012x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_data_folder_holds_its_sockets() {
        assert_eq!(
            choose(Path::new("/var/lib/fp"), None, 1000),
            Path::new("/var/lib/fp/sockets")
        );
    }

    #[test]
    fn a_long_data_folder_gets_a_short_one_elsewhere() {
        let long = PathBuf::from(format!("/home/{}", "x".repeat(200)));
        let other = PathBuf::from(format!("/home/{}", "y".repeat(200)));
        let folder = choose(&long, None, 1000);
        assert!(
            folder.starts_with("/tmp") && fits(&folder),
            "{}",
            folder.display()
        );
        assert_ne!(folder, choose(&other, None, 1000));
        let runtime = tempfile::tempdir().unwrap();
        assert!(choose(&long, Some(runtime.path()), 1000).starts_with(runtime.path()));
    }

    #[test]
    fn only_the_owner_can_enter() {
        let data = tempfile::tempdir().unwrap();
        let folder = socket_dir(data.path()).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_is_refused() {
        let data = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/", data.path().join("sockets")).unwrap();
        assert!(socket_dir(data.path()).is_err());
    }
}
