//! The fp workstation.
fn main() {}
