use super::*;

const GOOD: &str = "
name: Hello
description: Says hello.
framework: fastapi
first_edit: {file: app.py, find: hello}
try:
  - {method: GET, path: /, status: 200}
code: |
  from fastapi import FastAPI
  app = FastAPI()
  GREETING = 'hello'
";

fn load(text: &str) -> BuiltIn {
    BuiltIn::from_files(vec![("hello".to_owned(), text.to_owned())])
}

#[test]
fn every_file_that_is_built_in_can_be_used() {
    let files = files();
    let refused: Vec<_> = files
        .iter()
        .filter_map(|(stem, text)| file::parse(stem, text).err().map(|reason| (stem, reason)))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
    assert_eq!(BuiltIn::load(None).list().len(), files.len());
    assert!(files.len() >= 12);
}

#[test]
fn a_good_file_is_found_by_its_stem() {
    let templates = load(GOOD);
    assert_eq!(templates.find("hello").unwrap().name, "Hello");
    assert!(templates.find("other").is_none());
}

#[test]
fn a_file_with_a_mistake_is_skipped_and_the_others_stay() {
    let mistakes = [
        GOOD.replace("name: Hello", "name: Hello\ncolour: red"),
        GOOD.replace("name: Hello", "name: ''"),
        GOOD.replace("name: Hello", "name: Hello\nmode: multi"),
        GOOD.replace("find: hello", "find: goodbye"),
        GOOD.replace("find: hello", "find: a"),
        GOOD.replace("framework: fastapi", "framework: flask"),
        "- a\n- list".to_owned(),
        "name: [".to_owned(),
    ];
    for mistake in mistakes {
        let files = vec![
            ("a".to_owned(), mistake.clone()),
            ("b".to_owned(), GOOD.to_owned()),
        ];
        let templates = BuiltIn::from_files(files);
        let ids: Vec<_> = templates.list().iter().map(|template| &template.id).collect();
        assert_eq!(ids, ["b"], "{mistake}");
    }
}

#[test]
fn names_are_unique() {
    let files = vec![
        ("a".to_owned(), GOOD.to_owned()),
        ("b".to_owned(), GOOD.to_owned()),
    ];
    assert_eq!(BuiltIn::from_files(files).list().len(), 1);
}

#[test]
fn a_folder_replaces_what_is_built_in() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.yaml"), GOOD).unwrap();
    fs::write(folder.path().join("notes.txt"), "not a template").unwrap();
    fs::write(folder.path().join("binary.yaml"), [0xff, 0xfe]).unwrap();
    let templates = BuiltIn::load(Some(folder.path()));
    assert_eq!(templates.list().len(), 1);
    assert!(templates.find("mine").is_some());
}
