bool is_phone(View vendor) { return vendor == "acme telecom"; }
