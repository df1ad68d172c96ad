use std::os::unix::fs::PermissionsExt as _;

use super::*;

/// As the existing platform's Python program writes it.
const OLD_FORMAT: &str = r#"[platforms.default]
url = "https://platform.example.org"
token = "eyJhbGciOi"
username = "ada"

[platforms.lab]
url = "http://10.0.0.2:8000"

[active]
platform = "default"
"#;

fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn files_of_the_existing_programs_are_read_as_they_are() {
    let (_folder, path) = written(OLD_FORMAT);
    let config = Config::read(&path).unwrap();
    let (name, platform) = config.active().unwrap();
    assert_eq!(
        (name, platform.url.as_str()),
        ("default", "https://platform.example.org")
    );
    assert_eq!(platform.token.as_deref(), Some("eyJhbGciOi"));
    assert_eq!(config.platforms["lab"].token, None);
}

#[test]
fn what_is_not_known_survives_a_change() {
    let (_folder, path) = written(&format!("colour = \"on\"\n{OLD_FORMAT}default_editor = \"vi\"\n"));
    keep(&path, "lab", "http://10.0.0.2:8000", "token", "grace").unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("colour") && text.contains("default_editor"),
        "{text}"
    );
    assert_eq!(Config::read(&path).unwrap().active().unwrap().0, "lab");
}

#[test]
fn only_the_owner_can_read_it() {
    let (_folder, path) = written(OLD_FORMAT);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    keep(&path, "default", "http://localhost", "token", "ada").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_missing_file_is_empty_and_a_broken_one_is_named() {
    let (_folder, path) = written("[platforms");
    assert_eq!(
        Config::read(&path.with_extension("none")).unwrap(),
        Config::default()
    );
    assert!(
        Config::read(&path)
            .unwrap_err()
            .to_string()
            .contains("config.toml")
    );
}

#[test]
fn removing_the_active_one_activates_another() {
    let (_folder, path) = written(OLD_FORMAT);
    let mut config = Config::read(&path).unwrap();
    assert!(config.remove("default"));
    assert_eq!(config.active().unwrap().0, "lab");
    assert!(!config.remove("default"));
}
