//! The fp platform.
fn main() {}
