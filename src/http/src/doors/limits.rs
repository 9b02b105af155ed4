//! How much of anything is accepted at the door. How much work an address may ask for is `app::meter`'s; how many connections there may
//! be is the server's.

use std::time::Duration;

/// Bytes of a path with its query: the longest are presigned, with a session token.
pub(crate) const URI_MAX: usize = 16 << 10;
/// Bytes of all headers, names and values.
pub(crate) const HEADERS_MAX: usize = 32 << 10;
/// Bytes of a body that is signed: the largest that any operation takes (a sync request of 1 MB of records, written as JSON), with room.
pub(crate) const BODY_MAX: usize = 4 << 20;
/// Bytes of a body of an operation that needs no signature: tokens, names, passwords, metadata.
pub(crate) const PUBLIC_BODY_MAX: usize = 256 << 10;
/// Bytes of a body of the Query protocol: policy documents, encoded.
pub(crate) const FORM_BODY_MAX: usize = 1 << 20;
/// Bytes of a body for an OAuth endpoint: codes, tokens, metadata for a function.
pub(crate) const OAUTH_BODY_MAX: usize = 64 << 10;
/// Bytes of bodies that are held at a time, of all requests.
pub(crate) const BODIES_HELD_MAX: usize = 64 << 20;
/// Bytes of bodies that are held at a time, of the requests of one address.
pub(crate) const BODIES_HELD_OF_ADDRESS_MAX: usize = 16 << 20;
/// How long a body may take from the head of its request to its last byte.
pub(crate) const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests under way on one connection (HTTP/2 has many).
pub(crate) const UNDER_WAY_MAX: usize = 128;
/// How long a file of users to import may take from the head of its request to its last byte. No more than a part of it is held.
pub(crate) const UPLOAD_TIMEOUT: Duration = Duration::from_mins(10);
/// How long an answer may take, work that waits for its turn included. Shorter than what clients wait by default (60 s), and longer than
/// anything that goes well.
pub(crate) const ANSWER_MAX: Duration = Duration::from_secs(15);
/// The same for an operation of a pool where functions are called: one may take 15 seconds (three tries of five), and an operation calls
/// up to three. Shorter than what clients wait by default.
pub(crate) const ANSWER_WITH_FUNCTIONS_MAX: Duration = Duration::from_secs(50);
/// How long readiness may look; balancers ask every few seconds.
pub(crate) const READY_MAX: Duration = Duration::from_secs(3);
/// How long a presigned call of STS is good, whatever its `X-Amz-Expires` says, in seconds. STS does so, and clients that pass such a call
/// on as a token rely on it.
pub(crate) const STS_PRESIGNED_SECONDS: u64 = 15 * 60;
