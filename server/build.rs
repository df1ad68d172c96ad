//! Rebuilds the server when a starter app changes: they are part of it.

fn main() {
    println!("cargo:rerun-if-changed=../templates");
}
