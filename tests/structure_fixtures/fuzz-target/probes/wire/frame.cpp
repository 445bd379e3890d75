int frame();
