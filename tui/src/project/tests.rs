use super::*;

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn read_in(folder: &tempfile::TempDir) -> Result<LocalProject, ProjectError> {
    read(folder.path(), |name| {
        (name == "HOME_KEY").then(|| "from here".to_owned())
    })
}

#[test]
fn a_description_of_the_existing_programs_is_read_as_it_is() {
    let folder = folder(&[
        (".fp.yaml", b"name: shop\nentrypoint: main.py\nenv:\n  KEY: ${HOME_KEY}\n  GONE: ${NOT_SET}\n  NUMBER: 5\ndatabase: true\n"),
        ("main.py", b"app = 1\n"),
        ("static/style.css", b"p {}\n"),
        (".venv/lib/x.py", b"no"),
        ("node_modules/y.js", b"no"),
        ("picture.png", b"\x89PNG"),
    ]);
    let project = read_in(&folder).unwrap();
    assert_eq!(
        (project.name.as_str(), project.entrypoint.as_str()),
        ("shop", "main.py")
    );
    assert_eq!(
        project.files.keys().collect::<Vec<_>>(),
        ["main.py", "static/style.css"]
    );
    let variables = project.env_vars.unwrap();
    assert_eq!(
        (&*variables["KEY"], &*variables["GONE"], &*variables["NUMBER"]),
        ("from here", "", "5")
    );
}

#[test]
fn the_description_is_searched_upward_and_the_files_are_collected_there() {
    let folder = folder(&[
        (".fp.yaml", b"name: up\n"),
        ("app.py", b"app = 1\n"),
        ("sub/helper.py", b"x = 1\n"),
    ]);
    let project = read(&folder.path().join("sub"), |_| None).unwrap();
    assert_eq!(project.name, "up");
    assert!(project.files.contains_key("app.py") && project.files.contains_key("sub/helper.py"));
}

#[test]
fn a_file_that_is_not_text_is_named_with_the_place() {
    let folder = folder(&[("app.py", b"# caf\xe9\n")]);
    let error = read_in(&folder).unwrap_err().to_string();
    assert!(error.contains("app.py is not UTF-8 (byte 5 is not)"), "{error}");
}

#[test]
fn a_file_that_is_too_large_is_named_with_its_size() {
    let folder = folder(&[("app.py", &vec![b'#'; MAX_FILE_BYTES + 1])]);
    let error = read_in(&folder).unwrap_err().to_string();
    assert!(error.contains("102401 bytes, 102400 are allowed"), "{error}");
}

#[test]
fn a_folder_without_python_says_so() {
    let folder = folder(&[("notes.txt", b"hello")]);
    assert!(matches!(read_in(&folder), Err(ProjectError::Empty(_))));
}

#[test]
fn a_single_file_is_an_app() {
    let folder = folder(&[("hello.py", b"app = 1\n")]);
    let project = read(&folder.path().join("hello.py"), |_| None).unwrap();
    assert_eq!(
        (project.name.as_str(), project.entrypoint.as_str()),
        ("hello", "app.py")
    );
}
