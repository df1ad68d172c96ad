use super::*;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;

/// Tools that see only what is in `folder`.
fn only(folder: &Path) -> Tools {
    Tools {
        python: None,
        path: folder.into(),
        variables: Vec::new(),
    }
}

fn script(folder: &Path, name: &str, body: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn real_tools() -> Tools {
    Tools {
        python: None,
        ..Tools::from_environment()
    }
}

#[test]
fn the_package_is_written_once() {
    let data = tempfile::tempdir().unwrap();
    let folder = unpack_runner(data.path()).unwrap();
    assert!(folder.join("fp_runner/__init__.py").is_file());
    assert!(!folder.join("fp_runner/__pycache__").exists());
    let before = fs::metadata(&folder).unwrap().modified().unwrap();
    assert_eq!(unpack_runner(data.path()).unwrap(), folder);
    assert_eq!(fs::metadata(&folder).unwrap().modified().unwrap(), before);
}

#[test]
fn without_any_python_it_says_so() {
    let data = tempfile::tempdir().unwrap();
    let error = prepare_with(&only(data.path()), data.path(), &mut |_| {}).unwrap_err();
    assert!(matches!(error, PrepareError::NoPython), "{error}");
    assert!(error.to_string().contains("hint: install Python 3.10"));
}

#[test]
fn an_old_python_is_named_with_its_version() {
    let data = tempfile::tempdir().unwrap();
    script(
        data.path(),
        "python3",
        "echo cpython 3.8.2 x86_64; echo /usr/bin/python3",
    );
    let error = prepare_with(&only(data.path()), data.path(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("is cpython 3.8.2"), "{error}");
}

#[test]
fn a_newer_python_beside_an_old_one_is_found() {
    let data = tempfile::tempdir().unwrap();
    script(
        data.path(),
        "python3",
        "echo cpython 3.8.2 x86_64; echo /usr/bin/python3",
    );
    script(
        data.path(),
        "python3.12",
        "echo cpython 3.12.1 x86_64; echo /usr/bin/python3.12",
    );
    let python = python::find(&only(data.path())).unwrap();
    assert_eq!(python.path, Path::new("/usr/bin/python3.12"));
    assert_eq!(python.packages, "lib/python3.12/site-packages");
}

#[test]
fn a_python_that_was_asked_for_and_does_not_work_is_not_replaced() {
    let data = tempfile::tempdir().unwrap();
    let tools = Tools {
        python: Some(data.path().join("none")),
        ..real_tools()
    };
    let error = prepare_with(&tools, data.path(), &mut |_| {}).unwrap_err();
    assert!(matches!(error, PrepareError::BadPython { .. }), "{error}");
}

#[test]
fn without_ensurepip_and_pip_it_says_what_to_install() {
    let data = tempfile::tempdir().unwrap();
    // A Debian Python without python3-venv and python3-pip.
    script(
        data.path(),
        "python3",
        &format!(
            "case \"$*\" in *platform*) echo cpython 3.11.2 x86_64; echo {}/python3 ;; *) exit 1 ;; esac",
            data.path().display()
        ),
    );
    let error = prepare_with(&only(data.path()), data.path(), &mut |_| {}).unwrap_err();
    assert!(matches!(error, PrepareError::NoInstaller { .. }), "{error}");
    assert!(error.to_string().contains("apt install python3-venv"));
}

#[test]
fn without_network_it_says_so_and_leaves_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    // Left by a start that was killed.
    fs::create_dir_all(data.path().join("runner/being-installed-1/bin")).unwrap();
    fs::write(data.path().join("runner/being-installed-1.requirements.txt"), "").unwrap();
    let nobody_listens: Vec<(OsString, OsString)> = [
        ("PIP_INDEX_URL", "http://127.0.0.1:9/simple"),
        ("PIP_RETRIES", "0"),
        ("PIP_NO_CACHE_DIR", "1"),
        ("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple"),
        ("UV_NO_CACHE", "1"),
        ("UV_HTTP_RETRIES", "0"),
        ("no_proxy", "*"),
    ]
    .map(|(name, value)| (name.into(), value.into()))
    .into();
    let tools = Tools {
        variables: nobody_listens,
        ..real_tools()
    };
    let mut told = Vec::new();
    let error = prepare_with(&tools, data.path(), &mut |line| told.push(line.to_owned())).unwrap_err();
    assert!(matches!(error, PrepareError::Network(_)), "{error}");
    assert!(
        told[0].starts_with("installing the runner's packages"),
        "{told:?}"
    );
    let left: Vec<_> = fs::read_dir(data.path().join("runner"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["lock"]);
}

#[test]
fn what_is_ready_is_used_at_once_until_something_changes() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("runner");
    let environment = folder.join("env-x");
    fs::create_dir_all(environment.join("bin")).unwrap();
    fs::write(environment.join(READY), "").unwrap();
    script(&environment.join("bin"), "python", "exit 1");
    let (tools, requirements) = (only(data.path()), short_hash(&[REQUIREMENTS]));
    Pointer::new(&requirements, &tools, &environment)
        .unwrap()
        .write(&folder)
        .unwrap();

    let attempt = |_| {
        let begun = Instant::now();
        let python = prepare_with(&tools, data.path(), &mut |line| panic!("{line}")).unwrap();
        assert_eq!(python, environment.join("bin/python"));
        begun.elapsed()
    };
    // The quickest of some: the machine may be busy with other tests, and hashing is not optimised in them.
    let quickest = (0..20).map(attempt).min().unwrap();
    assert!(quickest.as_millis() < 100, "{quickest:?}");

    fs::remove_file(environment.join(READY)).unwrap();
    assert!(matches!(
        prepare_with(&tools, data.path(), &mut |_| {}),
        Err(PrepareError::NoPython)
    ));
}

#[test]
fn two_starts_do_not_collide() {
    let data = tempfile::tempdir().unwrap();
    let first = lock(data.path(), &mut |_| {}).unwrap();
    let (told, tells) = std::sync::mpsc::channel();
    let folder = data.path().to_owned();
    let second =
        std::thread::spawn(move || lock(&folder, &mut |line| told.send(line.to_owned()).unwrap()).is_ok());
    assert!(tells.recv().unwrap().contains("waiting"));
    drop(first);
    assert!(second.join().unwrap());
}
