//! Codes `FP6xx`: secrets in code.

pub(crate) mod secret_in_code;
