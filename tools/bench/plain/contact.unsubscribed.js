// One subscription group, whatever channel the contact left.
return {
  attributes: [
    {
      external_id: payload.userId,
      _update_existing_only: true,
      subscription_groups: [
        { subscription_group_id: "YOUR SUBSCRIPTION GROUP ID", subscription_state: "unsubscribed" },
      ],
    },
  ],
};
