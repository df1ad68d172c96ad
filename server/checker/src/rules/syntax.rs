//! Codes `FP1xx`: what Python itself refuses.

pub(crate) mod invalid_context;
pub(crate) mod invalid_encoding;
pub(crate) mod legacy_encoding;
pub(crate) mod long_integer;
pub(crate) mod not_checked;
pub(crate) mod nul_byte;
pub(crate) mod syntax_error;
pub(crate) mod too_deep;
pub(crate) mod unsupported_syntax;
