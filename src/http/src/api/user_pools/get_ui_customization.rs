//! The style of the classic pages is shown; where none is set, nothing.

use app::{Answer, App};
use domain::{Moment, user_pools::classic_style::ALL_CLIENTS};
use wire::cognito_idp::{GetUICustomizationResponse, operations::GetUICustomization};

use super::classic_style_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetUICustomization {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, client) = (&input.user_pool_id, input.client_id.as_deref().unwrap_or(ALL_CLIENTS));
        let style = app.user_pools.style(pool_id, client).await?;
        let shown = style.map(|live| classic_style_shape::shown(app, pool_id, live));
        Ok(GetUICustomizationResponse { ui_customization: shown.unwrap_or_default() })
    }
}
