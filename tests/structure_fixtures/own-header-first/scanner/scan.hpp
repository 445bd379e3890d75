#pragma once

int scan();
