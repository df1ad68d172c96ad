//! `fp-server openapi`.

/// Prints the document that the code generates.
#[expect(clippy::unnecessary_wraps, reason = "commands share one signature")]
pub(crate) fn run() -> Result<(), String> {
    println!("{}", fp_server::api::openapi_json());
    Ok(())
}
