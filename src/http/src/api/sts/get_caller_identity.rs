//! Tells a signed caller who it is; no policy can deny that.

use app::{Answer, App};
use domain::Moment;
use wire::sts::{GetCallerIdentityResponse, operations::GetCallerIdentity};

use crate::api::{caller::Known, operation::Operation};

impl Operation for GetCallerIdentity {
    type Caller = Known;

    async fn serve(app: &App, caller: Known, _: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let caller = caller.caller();
        Ok(GetCallerIdentityResponse {
            account: Some(app.core.settings.account.clone()),
            arn: Some(caller.arn(app)),
            user_id: Some(caller.user_id()),
        })
    }
}
