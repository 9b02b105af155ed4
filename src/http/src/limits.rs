//! How much of anything is accepted at the door.

/// Bytes of a body: the largest that any operation takes (a sync request of 1 MB of records, written as JSON), with room.
pub(crate) const BODY_MAX: usize = 4 << 20;
/// Requests that one address may make in a second, on average: a bound for floods, and so high because behind a load balancer
/// everybody has one address.
pub(crate) const REQUESTS_PER_SECOND: u32 = 100_000;
