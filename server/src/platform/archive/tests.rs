use proptest::prelude::*;

use super::*;

fn manifest() -> Manifest {
    Manifest {
        format: FORMAT,
        name: "demo".to_owned(),
        entrypoint: "app.py".to_owned(),
        ..Manifest::default()
    }
}

/// An archive of these entries beside a manifest.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.start_file(MANIFEST, options).unwrap();
    writer
        .write_all(&serde_json::to_vec(&manifest()).unwrap())
        .unwrap();
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn refusal(bytes: &[u8]) -> String {
    unpack(bytes).unwrap_err().to_string()
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["../app.py", "/etc/passwd", "app.py", "files", "files/"] {
        let archive = zip(&[(name, b"x")]);
        if name.ends_with('/') {
            assert_eq!(unpack(&archive).unwrap().1, Files::new(), "a folder is nothing");
        } else {
            assert!(refusal(&archive).contains("does not belong"), "{name}");
        }
    }
}

#[test]
fn a_bomb_is_refused_by_what_it_says_of_itself() {
    let zeros = vec![0; 64 * 1024 * 1024];
    let archive = zip(&[("files/app.py", &zeros)]);
    assert!(archive.len() < 1024 * 1024);
    assert!(refusal(&archive).contains("more than 102400 bytes"));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_inflated_no_further_than_allowed() {
    let zeros = vec![0; 1024 * 1024];
    let mut archive = zip(&[("files/app.py", &zeros)]);
    let true_size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let places: Vec<_> = (0..archive.len() - 4)
        .filter(|at| archive[*at..at + 4] == true_size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        archive[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    assert!(unpack(&archive).is_err());
}

#[test]
fn too_many_files_and_too_much_together_are_refused() {
    let names: Vec<String> = (0..=MAX_FILES)
        .map(|number| format!("files/{number}.py"))
        .collect();
    let small: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert!(refusal(&zip(&small)).contains("50 files"));
    let text = vec![b'x'; MAX_FILE_BYTES];
    let large: Vec<(&str, &[u8])> = names
        .iter()
        .take(6)
        .map(|name| (name.as_str(), text.as_slice()))
        .collect();
    assert!(refusal(&zip(&large)).contains("together"));
}

#[test]
fn what_is_no_archive_is_refused() {
    assert!(refusal(b"not a zip").contains("not an archive"));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("files/app.py", SimpleFileOptions::default())
        .unwrap();
    let without = writer.finish().unwrap().into_inner();
    assert!(refusal(&without).contains("there is none"));
    assert!(refusal(&zip(&[("files/a.py", b"\xff")])).contains("UTF-8"));
}

proptest! {
    #[test]
    fn what_is_packed_is_unpacked(
        files in proptest::collection::btree_map("[a-z]{1,8}(/[a-z]{1,8})?\\.py", any::<String>(), 0..6),
    ) {
        let packed = pack(&manifest(), &files).unwrap();
        prop_assert_eq!(unpack(&packed).unwrap(), (manifest(), files));
    }

    #[test]
    fn a_damaged_archive_is_read_or_refused(at in 0_usize..400, byte in any::<u8>()) {
        let mut packed = pack(&manifest(), &Files::from([("app.py".to_owned(), "x".repeat(200))])).unwrap();
        let at = at % packed.len();
        packed[at] = byte;
        let _either = unpack(&packed);
    }
}
