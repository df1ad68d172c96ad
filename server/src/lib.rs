//! The fp platform.
