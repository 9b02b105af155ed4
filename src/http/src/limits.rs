//! How much of anything is accepted at the door.

use std::time::Duration;

/// Bytes of a body: the largest that any operation takes (a sync request of 1 MB of records, written as JSON), with room.
pub(crate) const BODY_MAX: usize = 4 << 20;
/// Requests that one address may make in a second, on average: a bound for floods, and so high because behind a load balancer
/// everybody has one address.
pub(crate) const REQUESTS_PER_SECOND: u32 = 100_000;
/// How long an answer may take, work that waits for its turn included. Shorter than what clients wait by default (60 s), and longer than
/// anything that goes well.
pub(crate) const ANSWER_MAX: Duration = Duration::from_secs(15);
/// How long readiness may look; balancers ask every few seconds.
pub(crate) const READY_MAX: Duration = Duration::from_secs(3);
/// How long a presigned call of STS is good, whatever its `X-Amz-Expires` says, in seconds. So STS does, and whoever hands such a call on as
/// a token counts on it.
pub(crate) const STS_PRESIGNED_SECONDS: u64 = 15 * 60;
