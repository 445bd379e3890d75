int scan();
