//! Any bytes as the only file of a project.

#![no_main]

use std::collections::BTreeMap;

use fp_checker::Project;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let project = Project {
        files: BTreeMap::from([("app.py".to_owned(), bytes.to_vec())]),
        entrypoint: "app.py".to_owned(),
    };
    fp_checker_fuzz::hold(&project);
});
