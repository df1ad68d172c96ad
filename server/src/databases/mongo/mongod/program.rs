//! Where the program `mongod` is.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::databases::{DatabaseError, Result};

/// The program named, or else the one in `bin` of the data folder, or else the first on `PATH`. Looked for whenever it is
/// needed, so that one installed meanwhile is found.
pub fn find_mongod(named: Option<&Path>, data_dir: &Path) -> Result<PathBuf> {
    find(named, data_dir, env::var_os("PATH").as_deref())
}

fn find(named: Option<&Path>, data_dir: &Path, path: Option<&OsStr>) -> Result<PathBuf> {
    if let Some(program) = named {
        return Some(program.to_owned())
            .filter(|program| is_program(program))
            .ok_or_else(|| {
                let program = program.display();
                missing(&format!("FP_MONGOD names {program}, which is no program"))
            });
    }
    let folders = path.map(env::split_paths).into_iter().flatten();
    std::iter::once(data_dir.join("bin"))
        .chain(folders)
        .map(|folder| folder.join("mongod"))
        .find(|program| is_program(program))
        .ok_or_else(|| missing("MONGO_URI is not set and mongod is not on PATH"))
}

fn missing(reason: &str) -> DatabaseError {
    DatabaseError::Unavailable(format!(
        "there is no MongoDB server: {reason}\nhint: set MONGO_URI, or install mongod (version 6 or newer) and it is started by itself"
    ))
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program_in(folder: &Path) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        let program = folder.join("mongod");
        std::fs::write(&program, "").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    #[test]
    fn the_named_one_goes_before_the_data_folders_before_the_paths() {
        let folder = tempfile::tempdir().unwrap();
        let (data, path) = (folder.path().join("data"), folder.path().join("path"));
        let missing = find(None, &data, Some(path.as_os_str())).unwrap_err().to_string();
        assert!(missing.contains("hint: set MONGO_URI"), "{missing}");

        let on_path = program_in(&path);
        assert_eq!(find(None, &data, Some(path.as_os_str())), Ok(on_path.clone()));
        let in_data = program_in(&data.join("bin"));
        assert_eq!(find(None, &data, Some(path.as_os_str())), Ok(in_data));
        assert_eq!(find(Some(&on_path), &data, None), Ok(on_path));
        let wrong = find(Some(Path::new("/nothing")), &data, Some(path.as_os_str())).unwrap_err();
        assert!(wrong.to_string().contains("FP_MONGOD names /nothing"), "{wrong}");
    }

    #[test]
    fn a_file_that_cannot_be_run_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let program = program_in(&folder.path().join("bin"));
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(find(None, folder.path(), None).is_err());
    }
}
