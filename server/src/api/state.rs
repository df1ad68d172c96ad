//! What every operation can ask for.

use crate::platform::Platform;

/// The state of the router.
pub(super) type ApiState = Platform;
