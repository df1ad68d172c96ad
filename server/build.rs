//! Gathers the runner's package for embedding, without what Python leaves beside it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let runner = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../runner");
    let out = PathBuf::from(variable("OUT_DIR")?).join("runner");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    copy_package(&runner.join("fp_runner"), &out.join("fp_runner"))?;
    copy(&runner.join("requirements.txt"), &out.join("requirements.txt"))?;
    println!("cargo::rerun-if-changed=build.rs");
    // The starter apps are embedded by a macro that cargo cannot see through.
    println!("cargo::rerun-if-changed=../templates");
    Ok(())
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| io::Error::other(format!("{name}: {error}")))
}

fn copy_package(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && name != "__pycache__" {
            copy_package(&path, &to.join(name))?;
        } else if path.is_file() {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

/// Each file is watched by itself: the folder changes whenever Python caches something in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", from.display());
    fs::copy(from, to)?;
    Ok(())
}
