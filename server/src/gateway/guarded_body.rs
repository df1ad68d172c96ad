//! A reply's body that ends the connection to the app when nobody reads it any more.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio_util::sync::DropGuard;

use crate::platform::traffic::Visit;

/// The app's body and what keeps its connection open.
pub(super) struct GuardedBody {
    pub(super) body: Incoming,
    pub(super) _connection: DropGuard,
    pub(super) _visit: Visit,
}

impl Body for GuardedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
