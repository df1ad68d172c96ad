//! The local engine of the runtime: processes under a preloaded Python parent.
