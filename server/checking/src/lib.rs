//! The checker in the words of the contract.
//!
//! The workstation and the server both check, and both speak the contract; this is the one place where the checker's report
//! and policy become the contract's. It does no input or output.

mod checked;
mod diagnostic;
mod policy;
mod refusal;

pub use checked::{Checked, check};
pub use policy::{in_checker, in_contract};
pub use refusal::Refusal;

/// A count of the checker as the contract has it.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
