//! Reads the body of a request: so many bytes at the most, within a deadline, and out of a budget that all requests share.

use std::{
    collections::HashMap,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use actix_web::{HttpRequest, error::PayloadError, http::header::CONTENT_LENGTH, rt::time::timeout};
use app::Network;
use bytes::Bytes;
use futures_util::Stream;

use crate::doors::{limits, line::UnderWay};

/// Bytes of bodies that are held: of all requests, and of those of each address.
#[derive(Default)]
pub(crate) struct Budget(Mutex<Held>);

#[derive(Default)]
struct Held {
    all: usize,
    /// No entry is zero.
    by_address: HashMap<Network, usize>,
}

impl Budget {
    fn with<T>(&self, work: impl FnOnce(&mut Held) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Held {
    fn take(&mut self, network: Network, bytes: usize) -> bool {
        let of_address = self.by_address.get(&network).copied().unwrap_or(0);
        let fits = self.all + bytes <= limits::BODIES_HELD_MAX
            && of_address + bytes <= limits::BODIES_HELD_OF_ADDRESS_MAX;
        if fits && bytes > 0 {
            self.all += bytes;
            self.by_address.insert(network, of_address + bytes);
        }
        fits
    }

    fn give_back(&mut self, network: Network, bytes: usize) {
        self.all -= bytes;
        if let Some(of_address) = self.by_address.get_mut(&network) {
            *of_address -= bytes;
            if *of_address == 0 {
                self.by_address.remove(&network);
            }
        }
    }
}

/// A part of the budget, given back when the value is dropped.
struct Share {
    budget: Arc<Budget>,
    network: Network,
    bytes: usize,
}

impl Share {
    fn grow(&mut self, bytes: usize) -> Result<(), NoBody> {
        if !self.budget.with(|held| held.take(self.network, bytes)) {
            return Err(NoBody::Crowded);
        }
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.bytes > 0 {
            self.budget.with(|held| held.give_back(self.network, self.bytes));
        }
    }
}

/// A whole body. It counts as held for as long as the value lives.
pub(crate) struct Body {
    bytes: Vec<u8>,
    _share: Share,
}

impl std::ops::Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Why there is no whole body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoBody {
    /// It is larger than is accepted.
    TooLarge,
    /// It did not come in time.
    Late,
    /// Other bodies hold too many bytes already.
    Crowded,
    /// The connection ended before it.
    Broken,
}

/// Where a body comes from, and what it may be.
pub(crate) struct Reader<'a> {
    pub(crate) budget: &'a Arc<Budget>,
    pub(crate) network: Network,
    pub(crate) max: usize,
    pub(crate) timeout: Duration,
    pub(crate) under_way: Option<&'a UnderWay>,
}

impl Reader<'_> {
    /// Reads a body to its end.
    pub(crate) async fn read(
        &self,
        http: &HttpRequest,
        body: impl Stream<Item = Result<Bytes, PayloadError>>,
    ) -> Result<Body, NoBody> {
        let announced = http.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let announced = announced.and_then(|value| value.parse::<usize>().ok());
        if announced.is_some_and(|bytes| bytes > self.max) {
            return Err(NoBody::TooLarge);
        }
        timeout(self.timeout, self.collect(body)).await.unwrap_or(Err(NoBody::Late))
    }

    async fn collect(&self, body: impl Stream<Item = Result<Bytes, PayloadError>>) -> Result<Body, NoBody> {
        let mut body = pin!(body);
        let mut share = Share { budget: Arc::clone(self.budget), network: self.network, bytes: 0 };
        let mut bytes = Vec::new();
        while let Some(chunk) = poll_fn(|cx| self.took_what_came(body.as_mut().poll_next(cx))).await {
            let chunk = chunk.map_err(|_| NoBody::Broken)?;
            if bytes.len() + chunk.len() > self.max {
                return Err(NoBody::TooLarge);
            }
            share.grow(chunk.len())?;
            bytes.extend_from_slice(&chunk);
        }
        if let Some(under_way) = self.under_way {
            under_way.read_whole();
        }
        Ok(Body { bytes, _share: share })
    }

    /// Hands a body over piece by piece, of which one is held at a time.
    pub(crate) async fn hand_over<E: From<NoBody>>(
        &self,
        body: impl Stream<Item = Result<Bytes, PayloadError>>,
        mut take: impl AsyncFnMut(Bytes) -> Result<(), E>,
    ) -> Result<(), E> {
        let handed_over = async {
            let mut body = pin!(body);
            while let Some(piece) = poll_fn(|cx| self.took_what_came(body.as_mut().poll_next(cx))).await {
                take(piece.map_err(|_| NoBody::Broken)?).await?;
            }
            if let Some(under_way) = self.under_way {
                under_way.read_whole();
            }
            Ok(())
        };
        timeout(self.timeout, handed_over).await.unwrap_or_else(|_| Err(NoBody::Late.into()))
    }

    /// Once no more is ready to be read, all bytes received count as taken: also those outside the body (chunk heads).
    fn took_what_came<T>(&self, polled: Poll<T>) -> Poll<T> {
        if let (Poll::Pending, Some(under_way)) = (&polled, self.under_way) {
            under_way.took_all();
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use futures_util::{StreamExt, stream};

    use super::*;

    fn network(last: u8) -> Network {
        Network::of([192, 0, 2, last].into())
    }

    fn reader(budget: &Arc<Budget>, last: u8) -> Reader<'_> {
        Reader {
            budget,
            network: network(last),
            max: limits::BODY_MAX,
            timeout: limits::BODY_TIMEOUT,
            under_way: None,
        }
    }

    fn of_chunks(count: usize, size: usize) -> impl Stream<Item = Result<Bytes, PayloadError>> {
        stream::iter((0..count).map(move |_| Ok(Bytes::from(vec![b' '; size]))))
    }

    #[tokio::test]
    async fn a_body_counts_as_held_until_its_request_ends() {
        let budget = Arc::default();
        let http = TestRequest::default().to_http_request();
        let body = reader(&budget, 1).read(&http, of_chunks(3, 1000)).await.ok().unwrap();
        assert_eq!((body.len(), budget.with(|held| held.all)), (3000, 3000));
        drop(body);
        assert!(budget.with(|held| held.all == 0 && held.by_address.is_empty()));
    }

    #[tokio::test]
    async fn one_address_cannot_hold_what_others_need() {
        let budget = Arc::default();
        let http = TestRequest::default().to_http_request();
        let read = async |last| reader(&budget, last).read(&http, of_chunks(4, 1 << 20)).await;
        let mut held = Vec::new();
        for _ in 0..limits::BODIES_HELD_OF_ADDRESS_MAX / limits::BODY_MAX {
            held.push(read(1).await.ok().unwrap());
        }
        assert_eq!(read(1).await.err(), Some(NoBody::Crowded));
        held.push(read(2).await.ok().unwrap());
        held.remove(0);
        assert!(read(1).await.is_ok());
        // All addresses together have a bound too.
        for last in 3..100 {
            held.extend(read(last).await.ok());
        }
        assert_eq!(budget.with(|held| held.all), limits::BODIES_HELD_MAX);
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused_before_it_is_read_or_while_it_is() {
        let budget = Arc::default();
        let announced = TestRequest::default().insert_header(("content-length", "4194305")).to_http_request();
        let refused = reader(&budget, 1).read(&announced, stream::pending()).await;
        assert_eq!(refused.err(), Some(NoBody::TooLarge));
        let chunked = TestRequest::default().to_http_request();
        let refused = reader(&budget, 1).read(&chunked, of_chunks(5, 1 << 20)).await;
        assert_eq!((refused.err(), budget.with(|held| held.all)), (Some(NoBody::TooLarge), 0));
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let budget = Arc::default();
        let http = TestRequest::default().to_http_request();
        let slow = of_chunks(3, 1).chain(stream::pending());
        let reader = Reader { timeout: Duration::from_millis(1), ..reader(&budget, 1) };
        let late = reader.read(&http, slow).await.err();
        assert_eq!((late, budget.with(|held| held.all)), (Some(NoBody::Late), 0));
    }
}
