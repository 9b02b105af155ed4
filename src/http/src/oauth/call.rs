//! A call of an OAuth endpoint.

use domain::{Moment, Personal, Transport};

use crate::doors::visit::Visit;

/// A call of an endpoint.
pub(crate) struct Call<'a> {
    pub(crate) visit: &'a Visit<'a>,
    pub(crate) request_id: String,
}

impl Call<'_> {
    /// The metadata of every event that the call causes.
    pub(crate) fn moment(&self, endpoint: &str) -> Moment {
        let header = |name| self.visit.http.headers().get(name).and_then(|value| value.to_str().ok());
        Moment {
            principal: "anonymous".to_owned(),
            operation: format!("oauth2:{endpoint}"),
            source_ip: Personal::Known(self.visit.origin.address.to_string()),
            user_agent: Personal::Known(header("user-agent").unwrap_or_default().to_owned()),
            transport: Transport { is_secure: self.visit.origin.is_secure, referer: None },
            ..Moment::system("oauth2", self.visit.front.app.core.clock().now(), self.request_id.as_str())
        }
    }
}
